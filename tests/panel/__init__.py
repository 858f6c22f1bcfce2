"""Panel: lamps, button, fan, devices on mock pins, the process."""
