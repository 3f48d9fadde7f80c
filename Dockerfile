# Two stages: the first installs and collects, the second holds only what runs. No compiler, no root, nothing to write to.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements/base.txt
ENV PATH=/venv/bin:$PATH
COPY . .
# Static files need the production settings to load, and no value in them: these never reach the second stage.
RUN DJANGO_SETTINGS_MODULE=peersupport.settings.production SECRET_KEY=build FIELD_KEYS='' SITE_ORIGIN=https://build.invalid \
    PGDATABASE=build PGUSER=build PGHOST=build \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q . /venv

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=peersupport.settings.production
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin peersupport \
    && install -d -o 10001 -m 0700 /ledger
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
CMD ["gunicorn", "peersupport.wsgi:application"]
