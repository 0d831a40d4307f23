"""The coordinators' doors: the Django admin."""
