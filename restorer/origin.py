"""What a generated file says of itself: that no camera made it, which model did, and from which seed."""

from html import escape

import restorer
from restorer.photo_metadata import Metadata

GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<Iptc4xmpExt:DigitalSourceType>{kind}</Iptc4xmpExt:DigitalSourceType>
<xmp:CreatorTool>{tool}</xmp:CreatorTool>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{how}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def metadata_of(how: str) -> Metadata:
    """Metadata of a picture that a network made; `how` names model, seed and whatever else decides the picture.

    IPTC Photo Metadata Standard 2023.1: the digital source type trainedAlgorithmicMedia, as XMP.
    """
    tool = f"Restorer {restorer.__version__}"
    return Metadata(xmp=_PACKET.format(kind=GENERATED, tool=escape(tool), how=escape(how)).encode())
