// The completing selects of the stock admin draw boxes without a name; screen readers get the field's label here.
function nameBoxes() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels && select.labels[0];
    const box = select.nextElementSibling;
    if (!label || !box || !box.classList.contains("select2")) continue;
    const name = label.textContent.replace(/:\s*$/, "").trim();
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field")) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }
  for (const field of document.querySelectorAll(".select2-dropdown .select2-search__field:not([aria-label])")) {
    const open = document.querySelector(".select2-container--open [role=combobox]");
    if (open) field.setAttribute("aria-label", open.getAttribute("aria-label") || "");
  }
}

// A list must hold list items alone: the button that empties a list of several is left out.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) {
  select.dataset.allowClear = "false";
}
new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
