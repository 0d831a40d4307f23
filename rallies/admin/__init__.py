"""The coordinators' doors: the Django admin, one file per noun."""
