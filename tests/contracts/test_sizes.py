"""Nothing grows past what a reader takes in at one go."""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FUNCTION_LINES = 50
FILE_LINES = 400
TEMPLATE_LINES = 120


def tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def python_files():
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def line_count(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_python_files_stay_under_the_limit():
    assert {
        str(path.relative_to(ROOT)): line_count(path)
        for path in python_files()
        if line_count(path) > FILE_LINES
    } == {}


def test_functions_stay_under_the_limit():
    long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert long == {}


def test_templates_stay_under_the_limit():
    templates = tracked("templates/*.html", "templates/*.txt")
    assert {path.name: line_count(path) for path in templates if line_count(path) > TEMPLATE_LINES} == {}
