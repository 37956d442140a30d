"""Write, edit and approve stories, and file their copy to the press: only it knows what is not yet public."""
