"""FAISS over the codes of the bench, one thread: file of codes, file of queries, distance. Prints one JSON line an index."""
import json
import sys
import time

import faiss
import numpy

faiss.omp_set_num_threads(1)
codes = numpy.fromfile(sys.argv[1], dtype=numpy.uint8).reshape(-1, 32)
queries = numpy.fromfile(sys.argv[2], dtype=numpy.uint8).reshape(-1, 32)
distance_max = int(sys.argv[3])


def multi_hash(tables, bits):
    index = faiss.IndexBinaryMultiHash(256, tables, bits)
    index.nflip = distance_max // tables
    return index


for name, make in (
    ("FAISS IndexBinaryFlat", lambda: faiss.IndexBinaryFlat(256)),
    ("FAISS IndexBinaryMultiHash 16 x 16", lambda: multi_hash(16, 16)),
):
    index = make()
    index.add(codes)
    index.range_search(queries[:2], distance_max + 1)
    started = time.perf_counter()
    limits, _, _ = index.range_search(queries, distance_max + 1)
    seconds = time.perf_counter() - started
    print(json.dumps({"name": name, "rate": len(queries) / seconds, "hits": int(limits[-1])}), flush=True)
