"""A hook of MkDocs: fences called `kafka-rebalance` become <kafka-rebalance> with the storyboard in it.

In mkdocs.yml:

    hooks:
      - kafka_rebalance.py

The figures are drawn by the command line `rebalance` (or what REBALANCE names), in the language of the theme; a fence
with a mistake fails the build. Its stylesheet comes with the site; the element's files are expected in docs/kafka-rebalance.
"""

import os
import subprocess

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from pymdownx.superfences import SuperFencesException

INFO = "kafka-rebalance"
STYLE = "kafka-rebalance/storyboard.css"
SCRIPT = "kafka-rebalance/kafka-rebalance.js"

_page = {"path": "", "figures": 0, "lang": "en"}


def _rebalance(*args, text=""):
    command = os.environ.get("REBALANCE", "rebalance")
    try:
        done = subprocess.run([command, *args], input=text, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError as missing:
        raise PluginError(f"{command} is not there: the figures are drawn by it") from missing
    if done.returncode:
        raise ValueError(done.stderr.strip())
    return done.stdout


def on_config(config):
    fences = config["mdx_configs"].setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
    if not any(known["name"] == INFO for known in fences):
        fences.append({"name": INFO, "class": INFO, "format": fence})
    if "pymdownx.superfences" not in config["markdown_extensions"]:
        config["markdown_extensions"].append("pymdownx.superfences")
    config["extra_css"].append(STYLE)
    if os.path.exists(os.path.join(config["docs_dir"], SCRIPT)):
        config["extra_javascript"].append({"path": SCRIPT, "type": "module"})
        config["extra_javascript"] = config.__class__.extra_javascript.run_validation(config["extra_javascript"])
    return config


def on_files(files, config):
    files.append(File.generated(config, STYLE, content=_rebalance("storyboard", "--format", "css")))
    return files


def on_page_markdown(markdown, page, config, files):
    theme = config["theme"]
    _page.update(path=page.file.src_uri, figures=0, lang=theme["language"] if "language" in theme else "en")
    return markdown


def fence(source, language, css_class, options, md, **kwargs):
    """What stands in the place of a fence."""
    # Else it would be wrapped in a paragraph, which the first block in it ends.
    if INFO not in md.block_level_elements:
        md.block_level_elements.append(INFO)
    _page["figures"] += 1
    lang = "ko" if _page["lang"].startswith("ko") else "en"
    args = ("storyboard", "-", "--format", "element", "--id", f"kr-{_page['figures']}", "--lang", lang)
    try:
        return _rebalance(*args, text=source).strip()
    except ValueError as refused:
        raise SuperFencesException(f"{_page['path']}: figure {_page['figures']}: {refused}") from refused
