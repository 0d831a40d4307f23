# The image of app and worker. Packages, translations, gazetteer and static files are built in the
# first stage; the second holds no compiler, no pip cache and no secret, and runs as a nameless user.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/rallies
COPY requirements.lock ./
RUN python -m venv /srv/venv \
    && /srv/venv/bin/pip install --require-hashes -r requirements.lock
COPY . .
# The keys of this step end with it: they sign and seal nothing.
RUN DEVELOPMENT=true \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    CONTACT_KEYS="$(python -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')" \
    && export DEVELOPMENT SECRET_KEY CONTACT_KEYS \
    && mkdir var \
    && /srv/venv/bin/python tools/compile_messages.py \
    && /srv/venv/bin/python manage.py install_gazetteer \
    && /srv/venv/bin/python manage.py collectstatic --noinput -v0 \
    && /srv/venv/bin/python -m compileall -q config rallies

FROM python:3.13-slim-bookworm
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BIND=0.0.0.0 \
    PORT=8000
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/rallies /srv/rallies
# A volume that is mounted here starts with this owner.
RUN install -d -o 10001 -g 10001 /srv/static /srv/backups /srv/rallies/var/editions /srv/rallies/var/switches
WORKDIR /srv/rallies
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.')}), timeout=4)"]
CMD ["python", "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "config.wsgi:application"]
