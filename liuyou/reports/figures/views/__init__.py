"""Pages about figures. What they show is worked out in the modules beside; nothing is written but exports' lines."""
