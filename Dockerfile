# The index is built in the first stage, which has torch; the second serves it without.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY qa_service qa_service
RUN python -m venv /serve && /serve/bin/pip install --no-cache-dir -c requirements.lock '.[large]' \
    && python -m venv /build && /build/bin/pip install --no-cache-dir torch==2.13.0 \
    && /build/bin/pip install --no-cache-dir -c requirements.lock '.[build,large]'
COPY corpus corpus
RUN /build/bin/qa-service index build

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 qa && install -d -o qa /data
WORKDIR /app
COPY --from=build /serve /serve
COPY --from=build --chown=qa /app/corpus corpus
COPY --from=build --chown=qa /app/index index
USER qa
ENV PATH=/serve/bin:$PATH QA_HOST=0.0.0.0 QA_DATABASE=sqlite:////data/conversations.db
# Conversations outlive the container only where this is mounted: -v conversations:/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["qa-service", "serve"]
