"""The parts of the screen: widgets that draw rows and redraw only those that changed."""
