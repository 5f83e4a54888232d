"""The attributions count every photo and list those whose licence asks for it."""

import json
import re
from pathlib import Path

from training import attributions

LICENCES = Path(__file__).resolve().parents[3] / "resources" / "licences"


def test_document_counts_sources_and_lists_only_owed_files(tmp_path: Path) -> None:
    entry = {"path": "a/one.jpg", "repo": "someone/photos", "licence": "CC BY 4.0", "size": [8, 6], "sha256": "0" * 64}
    free = {**entry, "path": "b/two.jpg", "repo": "another/photos", "licence": "CC0 1.0", "sha256": "1" * 64}
    listing = tmp_path / "photos.json"
    listing.write_text(json.dumps([entry, {**entry, "path": "a/zero.jpg"}, free]), encoding="utf-8")
    known = {"someone/photos": {"source": "CREDITS", "authors": ["Ada Example"]}}
    text = attributions.render(attributions.read_list(listing), known)
    assert "| [someone/photos](https://github.com/someone/photos) | CC BY 4.0 | 2 |" in text
    assert "| [another/photos](https://github.com/another/photos) | CC0 1.0 | 1 |" in text
    assert "| all | | 3 |" in text
    assert "Authors, after CREDITS:\n\n- Ada Example" in text
    assert f"| a/one.jpg | 8 x 6 | `{'0' * 64}` |" in text
    assert text.index("a/one.jpg") < text.index("a/zero.jpg")
    assert "b/two.jpg" not in text


def test_shipped_document_is_whole() -> None:
    text = (LICENCES / "training-photos.md").read_text(encoding="utf-8")
    counts = [int(count) for count in re.findall(r"^\| \[.*\| (\d+) \|$", text, re.MULTILINE)]
    assert sum(counts) == 452
    assert "| all | | 452 |" in text
    owed = re.findall(r"^\| \S+\.jpg \| \d+ x \d+ \| `[0-9a-f]{64}` \|$", text, re.MULTILINE)
    assert len(owed) == len(set(owed)) == 379
    for source, credit in attributions.read_credits(LICENCES / "credits.toml").items():
        assert f"\n## {source}\n" in text
        assert all(f"- {author}\n" in text for author in credit["authors"])
