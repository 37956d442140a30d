"""Kinds of sheets: a module for each, pure functions of what they read (`press.makers` lists them)."""
