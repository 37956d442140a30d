"""The site as Pelican is told it."""

import json
from pathlib import Path

HERE = Path(__file__).parent
_META = json.loads((HERE / "meta.json").read_text())
SITENAME, SITEURL, AUTHOR = "The Example Courier", "https://courier.example", "Staff"
PATH, OUTPUT_PATH, THEME = "content", "public", str(HERE / "theme")
TIMEZONE, DEFAULT_LANG, LOCALE = "UTC", "en", ("C",)
STATIC_PATHS: list[str] = []
PAGE_PATHS = ["_pages"]
THEME_STATIC_DIR = "theme"
USE_FOLDER_AS_CATEGORY = TYPOGRIFY = DELETE_OUTPUT_DIRECTORY = False
ARTICLE_URL, ARTICLE_SAVE_AS = "{category}/{slug}/", "{category}/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "{slug}/", "{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "authors/{slug}/", "authors/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "topics/{slug}/", "topics/{slug}/index.html"
ARCHIVES_SAVE_AS = AUTHORS_SAVE_AS = CATEGORIES_SAVE_AS = TAGS_SAVE_AS = ""
DIRECT_TEMPLATES, SITEMAP_SAVE_AS = ["index", "sitemap"], "sitemap.xml"
PAGINATED_TEMPLATES = {"tag": 20, "category": 20, "author": 20}
DEFAULT_PAGINATION = 20
_LATER = "{base_name}/page/{number}/"
PAGINATION_PATTERNS = ((1, "{url}", "{save_as}"), (2, _LATER, f"{_LATER}index.html"))
FEED_ALL_RSS, CATEGORY_FEED_RSS = "feed.xml", "{slug}/feed.xml"
FEED_MAX_ITEMS, RSS_FEED_SUMMARY_ONLY = 50, False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
MARKDOWN = {"extension_configs": {"markdown.extensions.meta": {}}, "output_format": "html5"}
PLUGIN_PATHS, PLUGINS = [str(HERE / "plugins")], ["related_ids"]
SECTIONS = _META["sections"]
BIOS = {one["name"]: one["bio"] for one in _META["authors"]}
# All that Pelican has for a second run: what was read is kept, and everything is written anew.
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER, CHECK_MODIFIED_METHOD, GZIP_CACHE = "reader", "mtime", False
