"""What exists: the areas with their registers, figures and actions, and the kernel's own registers."""
