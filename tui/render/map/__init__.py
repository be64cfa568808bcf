"""A guest's memory as cells: where each section is drawn, what it holds, lenses, marks, and zoom down to a page."""
