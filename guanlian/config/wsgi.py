"""The WSGI door, served by granian."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanlian.config.settings")
# Seconds that a thread may compute while another waits to go on. At Python's own 5 ms somebody who renders a long page
# holds up everybody who only asks the database something, once for each question.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
# What was made at the start stays: the collector need not look through it again and again. It looks seldom at the rest,
# since nearly all of a request is freed as soon as it is answered.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
