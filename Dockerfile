# Stage 1 exports the search model once; only it has torch. Stage 2 is what runs: no torch, some 300 MB smaller by it.
FROM python:3.12-slim AS model
WORKDIR /build
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY requirements/export.txt requirements/
RUN pip install --no-cache-dir --retries 1 --no-deps torch==2.13.0 --extra-index-url ${TORCH_INDEX} \
 && pip install --no-cache-dir --require-hashes -r requirements/export.txt
COPY knowledge knowledge
RUN python -m knowledge export /model

FROM python:3.12-slim
WORKDIR /app
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
COPY adapters adapters
COPY scheduler scheduler
RUN pip install --no-cache-dir --no-deps . \
 && useradd --create-home --uid 1000 trailmate && mkdir /data && chown trailmate /data
COPY --from=model /model /model
USER trailmate
ENV TRAILMATE_MODEL=/model TRAILMATE_HOME=/data/home TRAILMATE_CACHE=/data/cache PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8765
ENTRYPOINT ["trailmate"]
CMD ["run"]
