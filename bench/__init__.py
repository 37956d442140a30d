"""Figures that anyone can make again, as ratios inside one run."""
