# 用公布的种子和名单重算一次摇号，只用 Python 自带的库。 Replays a draw; needs nothing but Python.
# 用法 Usage: python3 replay.py SEED list.csv PLACES [PLACES_ONLINE]
import sys
from hashlib import sha256
from pathlib import Path


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


seed, file, places = sys.argv[1], sys.argv[2], int(sys.argv[3])
online = int(sys.argv[4]) if len(sys.argv) > 4 else places
text = Path(file).read_text(encoding="utf-8-sig")
print("commitment", sha256(bytes.fromhex(seed)).hexdigest())
key = digest(seed + "\n" + text)
lots = []
for group, people, tickets, way in (line.split(",") for line in text.splitlines()):
    lot = min(digest(f"{key}:{group}:{i}") for i in range(1, int(tickets) + 1))
    lots.append((lot, group, int(people), way))
for rank, (_lot, group, number, way) in enumerate(sorted(lots), start=1):
    fits = number <= places and (way == "hall" or number <= online)
    places, online = places - number * fits, online - number * fits * (way == "online")
    print(rank, group, number, "placed" if fits else "-")
