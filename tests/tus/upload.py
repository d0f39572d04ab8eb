"""Uploads a file with tuspy, or a part of it. What is asked stands on standard input, as JSON;
what came of it goes to standard output: where the upload is, and whether it is done."""

import json
import sys

from tusclient.client import TusClient

asked = json.load(sys.stdin)
client = TusClient(asked["endpoint"], headers={"Authorization": "Bearer " + asked["token"]})
uploader = client.uploader(
    asked["file"], chunk_size=asked["piece"], metadata=asked["metadata"], url=asked["url"]
)
uploader.upload(stop_at=asked["until"])
done = uploader.offset == uploader.get_file_size()
json.dump({"url": uploader.url, "done": done}, sys.stdout)
