"""The page of tools/web in headless Chromium, opened from disk, held against ptrm-solve. Skipped where there is no build/web.

  tools/web/build.sh && python3 -m pytest tests/web
"""
import json
import pathlib
import shutil
import subprocess
import time

import pytest

webdriver = pytest.importorskip("selenium.webdriver")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "build/web/index.html"
EXAMPLES = [line.split("\t") for line in (ROOT / "tools/web/examples.tsv").read_text().splitlines()]

if not PAGE.exists() or not shutil.which("chromium") or not shutil.which("chromedriver"):
    pytest.skip("no build/web, or no Chromium", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1100,1300", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium")
    service = webdriver.chrome.service.Service(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    yield driver
    driver.quit()


@pytest.fixture
def page(browser):
    browser.get("about:blank")
    browser.get(PAGE.as_uri())
    return Page(browser)


class Page:
    def __init__(self, browser):
        self.browser = browser

    def find(self, name):
        return self.browser.find_element(By.ID, name)

    def text(self, name):
        return self.find(name).text

    def wait(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.02)
        raise AssertionError(f"not within {seconds} s; the page says: {self.text('verdict')} {self.text('facts')}")

    def enter(self, text):
        self.browser.execute_script("document.getElementById('text').value = arguments[0]; document.getElementById('text').oninput()", text)

    def solve(self, text, effort="high"):
        self.browser.execute_script("document.getElementById('effort').value = arguments[0]", effort)
        self.enter(text)
        self.wait(lambda: self.text("verdict") == "" and "×" in self.text("facts") and self.find("solve").is_enabled())
        self.find("solve").click()
        self.wait(lambda: self.text("verdict") != "" and self.find("solve").is_enabled())
        return self.browser.execute_script("return { line: answer && answer.line, solved: answer && answer.solved, q: answer && answer.qAnswer, cost: answer && answer.netEvaluations }")


def natively(text):
    done = subprocess.run([ROOT / "build/release/bin/ptrm-solve", "--effort", "high", "--stop", "q", "--precision", "f32", "--backend", "eigen", "--format", "jsonl"],
                          input=text, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[0])


@pytest.mark.parametrize("name,text", EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_every_kind_is_solved_as_natively(page, name, text):
    found, native = page.solve(text), natively(text)
    assert found["solved"] and found["line"] == native["answer"]
    assert found["cost"] == native["net_evaluations"] and (found["q"] > 0) == (native["q"] > 0)
    assert "the rules agree" in page.text("verdict")
    assert page.find("picture").find_elements(By.TAG_NAME, "svg")


def test_first_answer_within_a_second_of_opening(browser):
    browser.get("about:blank")
    began = time.monotonic()
    browser.get(PAGE.as_uri())
    page = Page(browser)
    page.wait(lambda: page.find("solve").is_enabled())
    page.find("solve").click()
    page.wait(lambda: "rules agree" in page.text("verdict"))
    assert time.monotonic() - began < 5  # a second on a quiet machine; a busy one takes longer
    print(f"first answer after {time.monotonic() - began:.2f} s")


def test_rollouts_race_side_by_side(page):
    page.solve(EXAMPLES[2][1], "rollouts")
    boards = page.browser.find_elements(By.CSS_SELECTOR, ".rollout")
    assert len(boards) == 16 and all(board.find_elements(By.CSS_SELECTOR, ".board svg, polyline") for board in boards)
    before = page.find("time").get_attribute("value")
    page.find("back").click()
    assert int(page.find("time").get_attribute("value")) == int(before) - 1


def test_stop(page):
    page.browser.execute_script("document.getElementById('effort').value = 'max'")
    page.enter("." * 80 + "1")
    page.wait(lambda: page.find("solve").is_enabled())
    page.find("solve").click()
    page.wait(lambda: page.find("stop").is_enabled() or "network" in page.text("verdict"))
    if page.find("stop").is_enabled():
        page.find("stop").click()
    page.wait(lambda: page.find("solve").is_enabled(), 5)
    assert page.solve(EXAMPLES[2][1])["solved"]


def test_errors_are_the_library_s(page):
    page.enter("53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..7")
    page.wait(lambda: "expected" in page.text("verdict"))
    assert "text:1:81: expected a whole puzzle" in page.text("verdict") and not page.find("solve").is_enabled()
    page.enter("nothing at all")
    page.wait(lambda: "holds no puzzle" in page.text("verdict"))
    page.solve("https://puzz.link/p?nurikabe/12/12/3zzzzzzzi")
    assert "No model for nurikabe of 12 × 12" in page.text("verdict")
    page.solve("1.......2.......3.......4.......5.......6.......7.......8.......")  # 8x8: larger models are no help
    assert "No model for sudoku of 8 × 8" in page.text("verdict")
    # Text of a stranger is text.
    page.enter("https://puzz.link/p?nurikabe/5/5/<img src=x onerror=alert(1)>")
    time.sleep(0.4)
    assert not page.browser.find_elements(By.CSS_SELECTOR, "img")


def test_several_puzzles_and_a_link(page, browser):
    page.enter(EXAMPLES[2][1] + "\n" + EXAMPLES[3][1])
    page.wait(lambda: "1 of 2" in page.text("number"))
    page.find("next").click()
    assert "nurikabe" in page.text("facts")
    link = page.find("link").get_attribute("href")
    browser.get("about:blank")
    browser.get(link)
    page.wait(lambda: "nurikabe, 10 × 10" in page.text("facts"))


def test_a_model_of_one_s_own(page):
    data = (ROOT / "models/sudoku-4x4.safetensors")
    page.browser.execute_script("""
      const chooser = document.createElement("input"); chooser.type = "file"; chooser.id = "own";
      chooser.onchange = () => takeFile(chooser.files[0]); document.body.append(chooser);""")
    page.find("own").send_keys(str(data))
    page.wait(lambda: page.browser.execute_script("return document.getElementById('model').value") == "sudoku-4x4")
    assert page.solve("1..........4....")["solved"]
    page.enter(EXAMPLES[3][1])
    page.find("solve").click()  # at once: what was typed is read first
    page.wait(lambda: "which the model takes" in page.text("verdict"))


def test_keyboard(page):
    box = page.find("text")
    box.clear()
    box.send_keys(EXAMPLES[2][1])
    page.wait(lambda: "6 × 6" in page.text("facts"))
    box.send_keys(Keys.CONTROL, Keys.ENTER)
    page.wait(lambda: "rules agree" in page.text("verdict"))


def test_picture_for_the_readme(page):
    """tools/examples/page.png, where PTRM_PICTURE names it."""
    import os
    page.solve(EXAMPLES[1][1], "rollouts")
    page.browser.save_screenshot(os.environ.get("PTRM_PICTURE", "/dev/null"))


def test_narrow_screens_do_not_scroll_sideways(page):
    page.browser.set_window_size(420, 900)
    page.solve(EXAMPLES[0][1])
    assert page.browser.execute_script("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.browser.set_window_size(1100, 1300)
