"""The site in a real browser, headless Chromium: filters, search, address, keys, copying, hostile texts, speed."""

from __future__ import annotations

import random
import shutil

import made
import pytest
from test_site import FIRST, SECOND, hostile

from conformance import spec
from conformance.report import history, merge, site
from conformance.results import Results

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright here: tox -e browser has it")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page on which anything that the browser complains of is a failure."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Three subjects: one perfect, one that fails FIRST, a Windows one that deviates in SECOND."""
    folder = tmp_path_factory.mktemp("report")
    made.results(folder / "in" / "a.jsonl", python_version="3.13.0", edition="3.13")
    made.results(folder / "in" / "b.jsonl", {FIRST: "fail"}, implementation="mymmap")
    made.results(folder / "in" / "c.jsonl", {SECOND: "deviates"}, platform="win32", system="")
    site.write(merge.merge([folder / "in"]), folder / "site")
    return f"file://{folder}/site"


def until(page, expression):
    """Wait for it; playwright's own way of waiting is what the pages' security policy forbids."""
    for _ in range(250):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never: {expression}")


def rows(page):
    return page.eval_on_selector_all(
        "#grid tbody tr:not([hidden]) th[scope=row] a", "links => links.map(link => link.textContent)"
    )


def columns(page):
    return page.eval_on_selector_all("#grid thead a", "links => links.map(link => link.textContent)")


def test_the_matrix_has_every_requirement_and_subject(page, report):
    page.goto(f"{report}/index.html")
    assert rows(page) == list(spec.load())
    assert columns(page) == ["CPython 3.12.1, windows", "CPython 3.13.0, linux", "mymmap, CPython 3.12.1, linux"]
    assert page.get_by_role("gridcell", name="fail").count() == 1
    assert page.locator("#grid td[aria-label=fail]").inner_text() == "\N{BALLOT X}"


def test_chips_filter_and_the_view_is_in_the_address(page, report):
    page.goto(f"{report}/index.html")
    page.get_by_role("checkbox", name="fail").check()
    assert rows(page) == [FIRST]
    assert page.url.endswith("#verdict=fail")
    page.get_by_role("checkbox", name="windows").check()
    assert rows(page) == []
    assert columns(page) == ["CPython 3.12.1, windows"]
    assert "0 of" in page.locator("#shown").inner_text()
    page.get_by_role("button", name="Show everything").click()
    until(page, "!location.hash")
    assert len(rows(page)) == len(spec.load())
    level = page.get_by_role("checkbox", name="de-facto")
    level.check()
    assert rows(page) == [name for name, one in spec.load().items() if one.level == "de-facto"]


def test_an_address_restores_the_view(page, report):
    page.goto(f"{report}/index.html#q=find&level=documented&platform=linux")
    wanted = [
        name for name, one in spec.load().items()
        if one.level == "documented" and "find" in (name + " " + one.text).lower()
    ]  # fmt: skip
    assert rows(page) == wanted
    assert len(columns(page)) == 2
    assert page.get_by_role("checkbox", name="linux").is_checked()
    page.evaluate("location.hash = 'stem=search'")
    until(page, "document.querySelector('input[type=search]').value === ''")
    assert rows(page) == [name for name, one in spec.load().items() if one.stem == "search"]
    page.goto(f"{report}/index.html#page=-7&level=%00&nonsense&q=")
    assert len(rows(page)) == len(spec.load())


def test_search_looks_at_ids_and_texts(page, report):
    page.goto(f"{report}/index.html")
    page.get_by_role("searchbox").fill("LOWEST index")
    assert "find.lowest-index" in rows(page)
    assert "rfind.highest-index" not in rows(page)
    page.get_by_role("searchbox").fill("<img src=x onerror=alert(1)>")
    assert rows(page) == []


def test_where_subjects_differ(page, report):
    page.goto(f"{report}/index.html")
    page.get_by_role("checkbox", name="subjects differ").check()
    assert rows(page) == [FIRST, SECOND]


def test_keys_move_between_cells_and_open_what_is_behind(page, report):
    page.goto(f"{report}/index.html#verdict=fail")
    page.locator("#grid td").first.evaluate(
        "cell => [...document.querySelectorAll('#grid td')].find(c => c.tabIndex === 0).focus()"
    )
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "End"):
        page.keyboard.press(key)
    assert "fail (fail:value)" in page.locator("#detail").inner_text()
    assert "mymmap" in page.locator("#detail").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/subjects/mymmap-*")
    assert page.url.endswith(f"#{FIRST}")


def test_the_grid_is_one_stop_of_the_tab_key(page, report):
    page.goto(f"{report}/index.html")
    assert page.locator("#grid [tabindex='0'], #grid a:not([tabindex])").count() == 1
    page.locator("#grid [tabindex='0']").focus()
    for key in ("ArrowLeft", "ArrowUp", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "CPython 3.12.1, windows"
    assert page.locator("#grid [tabindex='0'], #grid a:not([tabindex])").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/subjects/cpython-3.12.1-windows.html")


def test_the_way_back_leads_to_the_cell_that_was_left(page, report):
    page.goto(f"{report}/index.html#stem=search")
    page.locator("#grid [tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    told = page.locator("#detail").inner_text()
    assert "CPython 3.13.0" in told
    page.keyboard.press("Enter")
    page.wait_for_url("**/requirements/*")
    page.go_back()
    until(page, "document.activeElement.tagName === 'TD'")
    assert page.locator("#detail").inner_text() == told
    assert page.url.endswith("#stem=search")


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400);
})"""


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_jumps_while_the_matrix_is_drawn(page, tmp_path, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(big(tmp_path / "site", 30, 540))
    assert page.evaluate(SHIFTS) < 0.1


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["index.html", "documentation.html", f"requirements/{FIRST}.html", "subjects", "history"]
)
def test_axe_has_nothing_to_say(chromium, report, poor, path, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe here: tox -e browser has it")
    address = {
        "subjects": poor,
        "history": poor.replace("site/subjects", "history").rpartition("/")[0] + "/history.html",
    }
    page = chromium.new_page(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(address.get(path, f"{report}/{path}"))
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    page.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.fixture(scope="module")
def poor(tmp_path_factory):
    """The page of a subject that fails in much, with its causes; beside it, its history."""
    folder = tmp_path_factory.mktemp("poor")
    made.write(folder / "in" / "results.jsonl", failing_lines())
    merged = merge.merge([folder / "in"])
    site.write(merged, folder / "site")
    (folder / "history").mkdir()
    history.write(history.histories(merged), folder / "history", site.environment(), site.asset("style.css"))
    return f"file://{folder}/site/subjects/{merged.subjects[0].slug}.html"


def failing_lines():
    head, *lines, foot = made.lines(dict.fromkeys(list(spec.load())[:60], "fail"))
    for line in lines:
        for one in line["failures"]:
            one |= {"got": "raised AttributeError: 'mmap' object has no attribute 'move'", "call": "m2.move(0, 1, 1)",
                    "kind": "fail:AttributeError", "source": "x = 1  # a long line of a witness\n" * 60,
                    "witness": "witnesses/a.py"}  # fmt: skip
    return [head, *lines, foot]


def test_everything_is_reached_by_the_tab_key(page, report):
    page.goto(f"{report}/index.html")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(() => { const at = document.activeElement; return at.tagName + '.' + (at.name || at.className); })()"
            )
        )
    assert "A.skip" in reached
    assert {"INPUT.q", "INPUT.level", "INPUT.verdict"} <= set(reached)
    assert any(one.startswith("TD.") for one in reached)


def test_the_documentation_takes_the_colour_of_a_subject(page, report):
    page.goto(f"{report}/documentation.html")
    first = page.locator(f"[id='{FIRST}'] .mark")
    assert first.inner_text().endswith("2 of 3 hold")
    page.get_by_role("combobox").select_option(label="mymmap, CPython 3.12.1, linux")
    assert first.inner_text().endswith("fail")
    assert page.url.endswith("#subject=mymmap-cpython-3.12.1-linux")
    page.get_by_role("checkbox", name="only what does not hold").check()
    assert page.locator(".sentences li:visible").count() == 1
    page.goto(f"{report}/index.html")
    page.goto(f"{report}/documentation.html#subject=cpython-3.13.0-linux")
    assert page.locator(f"[id='{FIRST}'] .mark").inner_text().endswith("pass")


def test_a_button_copies_the_command(page, report):
    page.goto(f"{report}/subjects/mymmap-cpython-3.12.1-linux.html")
    button = page.get_by_role("button", name=f"Copy the command that runs {FIRST} again")
    button.click()
    until(page, "[...document.querySelectorAll('.copy')].some(one => one.textContent === 'Copied')")
    assert page.evaluate("navigator.clipboard.readText()") == f"mmap-conformance run --impl mymmap -k {FIRST}"


def test_hostile_texts_run_nothing_on_any_page(page, tmp_path):
    merged = merge.merge([hostile(tmp_path / "in")])
    site.write(merged, tmp_path / "site")
    slug = merged.subjects[0].slug
    for path in ("index.html", "documentation.html", f"documentation.html#subject={slug}", f"subjects/{slug}.html",
                 f"requirements/{FIRST}.html", f"requirements/{SECOND}.html"):  # fmt: skip
        page.goto(f"file://{tmp_path}/site/{path}")
        for summary in page.locator("summary").all():
            summary.click()
        page.wait_for_timeout(50)
        assert page.evaluate("typeof pwned") == "undefined"
    page.goto(f"file://{tmp_path}/site/index.html")
    for cell in page.locator("#grid td").all()[:2]:
        cell.hover()
        cell.focus()
    assert page.evaluate("typeof pwned") == "undefined"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_verdict_can_be_read_in_either_scheme(page, report, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{report}/index.html")
    found = page.evaluate(CONTRASTS)
    assert len(found) > 20
    assert {name: ratio for name, ratio in found.items() if ratio < 4.5} == {}


CONTRASTS = """() => {
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (text) => numbers(text).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (numbers(colour).length < 4 || numbers(colour)[3] > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = {};
  const sample = document.createElement("p");
  document.querySelector("main").append(sample);
  for (const name of "pass fail crash hang killed unstable deviates inapplicable broken absent".split(" ")) {
    sample.insertAdjacentHTML("beforeend", `<span class="mark ${name}">x</span>`);
  }
  for (const one of document.querySelectorAll("main *, header *")) {
    if (![...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) || !one.offsetParent) continue;
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
    const key = one.tagName + "." + one.className;
    found[key] = Math.min(found[key] || 99, (a + 0.05) / (b + 0.05));
  }
  return found;
}"""


@pytest.mark.parametrize("width", [390, 360, 320])
def test_a_phone_scrolls_the_matrix_and_not_the_page(page, report, poor, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(poor)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for path in (
        "index.html",
        "documentation.html",
        "subjects/mymmap-cpython-3.12.1-linux.html",
        f"requirements/{FIRST}.html",
    ):
        page.goto(f"{report}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def big(folder, subjects, requirements):
    """A site of that many subjects and requirements."""
    made_up = {}
    for n in range(requirements):
        name = f"find.requirement-number-{n}"
        made_up[name] = spec.Requirement(name, f"find does thing {n} as it is written.", spec.LEVELS[n % 3], "search")
    drawn = random.Random(1)
    found = []
    for n in range(subjects):
        verdicts = {name: drawn.choices(["pass", "fail", "inapplicable"], [88, 4, 8])[0] for name in made_up}
        kinds = {name: ("fail:value",) for name, verdict in verdicts.items() if verdict == "fail"}
        header = made.header(
            python_version=f"3.{7 + n % 8}.{n}", edition=f"3.{7 + n % 8}", platform=["linux", "darwin"][n % 2]
        )
        found.append(Results(folder, header, None, verdicts, kinds, {}, {}, label=f"subject {n}", slug=f"s{n}"))
    site.write(merge.Merged(tuple(found), (), made_up), folder)
    return f"file://{folder}/index.html"


FILTERING = """async () => {
  const times = [];
  for (const choice of ["level=implied", "verdict=fail", "platform=macos", "edition=3.9", "level=implied"]) {
    const [name, value] = choice.split("=");
    const began = performance.now();
    document.querySelector(`input[name=${name}][value="${value}"]`).click();
    document.getElementById("grid").getBoundingClientRect();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}"""


@pytest.mark.parametrize(("subjects", "most"), [(60, 200), (1000, 1500)])
def test_filters_are_quick(page, tmp_path, subjects, most):
    page.goto(big(tmp_path / "site", subjects, 400))
    times = page.evaluate(FILTERING)
    assert times[len(times) // 2] < most, times  # the median: the machine may be busy
    assert page.locator("#grid thead a").count() <= 60


def test_a_thousand_subjects_are_turned_over_in_pages(page, tmp_path):
    page.goto(big(tmp_path / "site", 130, 20))
    assert "subjects 1 to 60 of 130" in page.locator("#pager").inner_text()
    page.get_by_role("button", name="Next subjects").click()
    page.get_by_role("button", name="Next subjects").click()
    assert columns(page)[-1] == "subject 129"
    assert page.url.endswith("#page=3")
    assert page.get_by_role("button", name="Next subjects").is_disabled()
