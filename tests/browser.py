# SPDX-License-Identifier: MIT
"""A headless Chromium, driven by its DevTools protocol over a pipe: open a page, ask it things, press keys, take pictures."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def find_chromium():
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def why_no_browser():
    """"" where a browser is here and shows a page; else why not. Some sandboxes let none run."""
    if not find_chromium():
        return "Chromium is not here"
    try:
        with Browser() as browser:
            browser.open("data:text/html,<title>here</title>")
            return "" if browser.ask("document.title") == "here" else "Chromium shows no page"
    except (OSError, RuntimeError, StopIteration, subprocess.TimeoutExpired) as fault:
        return f"Chromium does not run: {fault!r}"


class Browser:
    """One browser with one page. `errors` holds what its console and the network complained of."""

    def __init__(self, width=1280, height=720, scheme="dark", touch=False):
        self.folder = tempfile.mkdtemp()
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()

        def wire():  # the protocol's pipes are descriptors 3 and 4
            copies = os.dup(to_browser), os.dup(from_browser)  # either may be 3 or 4 itself
            os.dup2(copies[0], 3)
            os.dup2(copies[1], 4)

        self.process = subprocess.Popen(
            [find_chromium(), "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-dev-shm-usage", "--disable-background-networking", "--disable-extensions", "--mute-audio",
             f"--user-data-dir={self.folder}", "about:blank"],
            preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number, self.received, self.errors = 0, b"", []
        self.session = None
        target = next(each for each in self.call("Target.getTargets")["targetInfos"] if each["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.look(width, height, scheme, touch)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        os.close(self.write_end)
        os.close(self.read_end)
        shutil.rmtree(self.folder, ignore_errors=True)

    def look(self, width, height, scheme="dark", touch=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2 if touch else 1, mobile=touch)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.next_message(30)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def next_message(self, seconds):
        end = time.monotonic() + seconds
        while b"\0" not in self.received:
            ready, _, _ = select.select([self.read_end], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            got = os.read(self.read_end, 1 << 20)
            if not got:
                raise RuntimeError("the browser is gone")
            self.received += got
        line, self.received = self.received.split(b"\0", 1)
        message = json.loads(line)
        self.notice(message)
        return message

    def notice(self, message):
        params = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description") or details["text"])
        elif message.get("method") == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(each.get("value")) for each in params["args"]))
        elif message.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    def open(self, url):
        self.call("Page.navigate", url=url)
        self.wait_for("location.href !== 'about:blank' && document.readyState === 'complete'")

    def ask(self, script):
        """The value of a JavaScript expression; a promise is waited for."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", script))
        return result["result"].get("value")

    def wait_for(self, script, seconds=60):
        """Until the expression is true; returns its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.ask(script)
            if value:
                return value
            time.sleep(0.05)
        raise TimeoutError(f"never became true: {script}; errors: {self.errors}")

    def key(self, code, key, down):
        self.call("Input.dispatchKeyEvent", type="keyDown" if down else "keyUp", code=code, key=key)

    def picture(self, file):
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=False)
        with open(file, "wb") as out:
            out.write(base64.b64decode(shot["data"]))
