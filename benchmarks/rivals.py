"""The searches that ours is compared with: four plain ones, and two frameworks used as their documentation shows.

Every one is a function that indexes documents and returns a function from a question to document ids, best first.
All share one model, through one `Encoder`.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Document
from knowledge.embedder import OnnxEmbedder, Vectors
from knowledge.passages import cut, in_context, whole
from knowledge.vectors import EncodingCache

DEPTH = 10
"""Documents that a search returns."""
PIECES = 50
"""Pieces of documents that a framework's retrievers return each, so that ten different documents are among them."""
RANK_CONSTANT = 60
"""The constant of reciprocal rank fusion (Cormack et al. 2009)."""

Floats = NDArray[np.float32]
Search = Callable[[str], list[str]]


class Encoder:
    """The one model behind all searches, which counts the seconds that questions take it."""

    def __init__(self, embedder: OnnxEmbedder, cache: EncodingCache) -> None:
        self._embedder, self._cache = embedder, cache
        self.seconds = 0.0

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Return (texts, dims); what was embedded in an earlier run is read from the cache."""
        return self._cache.vectors(texts)

    def question(self, text: str) -> Vectors:
        """Return (dims,), computed afresh."""
        started = time.perf_counter()
        vector: Vectors = self._embedder.embed([text])[0]
        self.seconds += time.perf_counter() - started
        return vector


def words(documents: Sequence[Document], _: Encoder) -> Search:
    """BM25 over whole documents, stemmed, with English stop words left out."""
    score = _word_scorer(documents)
    return lambda question: _first(documents, score(question))


def meaning(documents: Sequence[Document], encoder: Encoder) -> Search:
    """Cosine of the question's vector with each whole document's, as far as the model reads."""
    vectors = encoder.texts([whole(document) for document in documents])
    return lambda question: _first(documents, vectors @ encoder.question(question))


def passages(documents: Sequence[Document], encoder: Encoder) -> Search:
    """Cosine with the nearest of each document's passages, or with the whole of it."""
    score = _passage_scorer(documents, encoder)
    return lambda question: _first(documents, score(question))


def rank_fusion(documents: Sequence[Document], encoder: Encoder) -> Search:
    """Reciprocal rank fusion of `words` and `passages`, over their full rankings."""
    scorers = (_word_scorer(documents), _passage_scorer(documents, encoder))

    def search(question: str) -> list[str]:
        fused = np.zeros(len(documents), np.float32)
        for score in scorers:
            order = np.argsort(-score(question), kind="stable")
            fused[order] += 1 / (RANK_CONSTANT + np.arange(1, len(order) + 1, dtype=np.float32))
        return _first(documents, fused)

    return search


def llama_index(mode: str, tokens: int | None = None) -> Callable[[Sequence[Document], Encoder], Search]:
    """LlamaIndex: its in-memory vector index and its BM25 retriever, fused by its QueryFusionRetriever in `mode`.

    Documents are split as it does by default (1,024 tokens, 200 overlap), or into pieces of `tokens`. Titles are
    metadata, which it puts in front of every piece.
    """

    def build(documents: Sequence[Document], encoder: Encoder) -> Search:
        from llama_index.core import Document as Text
        from llama_index.core import VectorStoreIndex
        from llama_index.core.embeddings import BaseEmbedding
        from llama_index.core.llms import MockLLM
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever

        class Shared(BaseEmbedding):  # type: ignore[misc] # the framework is no dependency, so mypy does not see it
            def _get_text_embedding(self, text: str) -> list[float]:
                return self._get_text_embeddings([text])[0]

            def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
                return _listed(encoder.texts(texts))

            def _get_query_embedding(self, query: str) -> list[float]:
                return _listed(encoder.question(query)[None])[0]

            async def _aget_query_embedding(self, query: str) -> list[float]:
                return self._get_query_embedding(query)

        logging.getLogger("llama_index.retrievers.bm25").setLevel(logging.ERROR)  # fewer pieces than PIECES is fine
        texts = [
            Text(text=document.text, id_=document.id, metadata={"title": document.title}) for document in documents
        ]
        splitter = SentenceSplitter(chunk_size=tokens, chunk_overlap=tokens // 8) if tokens else SentenceSplitter()
        index = VectorStoreIndex.from_documents(texts, embed_model=Shared(), transformations=[splitter])
        by_words = BM25Retriever.from_defaults(docstore=index.docstore, similarity_top_k=PIECES)
        retriever = QueryFusionRetriever(
            [index.as_retriever(similarity_top_k=PIECES), by_words],
            similarity_top_k=2 * PIECES,
            num_queries=1,  # the question as it is: no language model rewrites it
            llm=MockLLM(),
            mode=mode,
            use_async=False,  # nothing to wait for, and faster so
        )
        return lambda question: _distinct(found.node.ref_doc_id for found in retriever.retrieve(question))

    return build


def haystack(documents: Sequence[Document], encoder: Encoder) -> Search:
    """Haystack: its in-memory store, BM25 and embedding retriever in a pipeline, joined by reciprocal rank fusion.

    Documents are split as it does by default (200 words, no overlap). Titles are put before the text and, as metadata,
    before every piece that is embedded.
    """
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # it would report each pipeline to its makers
    from haystack import Document as Text
    from haystack import Pipeline, component
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    @component
    class Shared:
        @component.output_types(embedding=list[float])  # type: ignore[untyped-decorator]
        def run(self, text: str) -> dict[str, list[float]]:
            return {"embedding": _listed(encoder.question(text)[None])[0]}

    texts = [
        Text(content=f"{document.title}\n\n{document.text}", meta={"title": document.title, "document": document.id})
        for document in documents
    ]
    pieces = DocumentSplitter().run(texts)["documents"]
    vectors = _listed(encoder.texts([f"{piece.meta['title']}\n{piece.content}" for piece in pieces]))
    store = InMemoryDocumentStore(shared=False)
    store.write_documents([replace(piece, embedding=vector) for piece, vector in zip(pieces, vectors, strict=True)])
    pipeline = Pipeline()
    pipeline.add_component("embedder", Shared())
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=PIECES))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=PIECES))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "meaning.query_embedding")
    pipeline.connect("meaning", "joiner")
    pipeline.connect("words", "joiner")

    def search(question: str) -> list[str]:
        found = pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return _distinct(piece.meta["document"] for piece in found["joiner"]["documents"])

    return search


def _word_scorer(documents: Sequence[Document]) -> Callable[[str], Floats]:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")

    def terms(texts: Sequence[str]) -> list[list[str]]:
        found: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        return found

    index = bm25s.BM25()
    index.index(terms([whole(document) for document in documents]), show_progress=False)

    def score(question: str) -> Floats:
        scores: Floats = index.get_scores(terms([question])[0])
        return scores

    return score


def _passage_scorer(documents: Sequence[Document], encoder: Encoder) -> Callable[[str], Floats]:
    texts = [[whole(document), *(in_context(document, passage) for passage in cut(document))] for document in documents]
    first = np.cumsum([0, *map(len, texts)])[:-1]
    vectors = encoder.texts([text for own in texts for text in own])

    def score(question: str) -> Floats:
        scores: Floats = np.maximum.reduceat(vectors @ encoder.question(question), first)
        return scores

    return score


def _first(documents: Sequence[Document], scores: Floats) -> list[str]:
    return [documents[place].id for place in np.argsort(-scores, kind="stable")[:DEPTH]]


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))[:DEPTH]


def _listed(vectors: Vectors) -> list[list[float]]:
    rows: list[list[float]] = vectors.tolist()
    return rows
