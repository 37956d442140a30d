"""What printing costs, beside Hugo, Eleventy and Pelican: the same stories, the same kinds of page, in one run."""
