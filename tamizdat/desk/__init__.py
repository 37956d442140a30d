"""Write, edit and approve stories, and file their copy to the press: the only place that knows what is not yet public."""
