"""tools/paper: the page of the papers' figures and the run over all of Sudoku-Extreme, at tiny sizes."""
import json
import shutil
import statistics
import subprocess

import pytest

from conftest import ROOT, without_seconds

PAPER = ROOT / "tools/paper"


@pytest.fixture(scope="module")
def bin_folder(request):
    return request.config.getoption("--bin")


@pytest.fixture(scope="module")
def reproduced(bin_folder, tmp_path_factory):
    """The folder of a quick reproduction on 4x4 puzzles, by a network that is right now and then."""
    folder = tmp_path_factory.mktemp("paper")
    subprocess.run([bin_folder + "/ptrm-generate", *"sudoku --box 2x2 --clues 4:6 --count 12 --seed 3 --quiet -o".split(), folder / "puzzles.csv"], check=True)
    subprocess.run([PAPER / "reproduce.sh", folder / "out", "--quick", "--model", ROOT / "tests/cli/early-4x4.safetensors", "--data", folder / "puzzles.csv",
                    "--bin", bin_folder], check=True, capture_output=True)
    return folder / "out"


def records(path):
    header, *lines = map(json.loads, path.read_text().splitlines())
    return header, lines


@pytest.mark.skipif(shutil.which("gnuplot") is None, reason="needs gnuplot")
class TestReproduction:
    def test_page_has_every_figure(self, reproduced):
        page = (reproduced / "index.html").read_text()
        for title in ("More rollouts", "Escape from wrong answers", "Residual", "Inside the network", "Wider or deeper", "Climbing Q", "What an answer costs", "Resampling while rollouts run"):
            assert f"<h2>{title}</h2>" in page
        assert page.count("<figure>") == 19
        assert "98.75" in page and "of plain failures" in page
        # The early network tells no dead ends, so there is no tree, and the page says so.
        assert "<td>tree<td colspan=5>left out" in page

    def test_figures_are_those_of_the_records(self, reproduced):
        header, lines = records(reproduced / "width.jsonl")
        summaries = json.loads((reproduced / "width.json").read_text())["summaries"]
        plain = {line["index"]: line["right"][0] for line in lines if line["setting"] == 0}
        noisy = {line["index"]: line for line in lines if line["setting"] == 1}
        failures = [index for index, right in plain.items() if not right]
        assert failures
        for width in (1, 5, 25):
            summary = next(s for s in summaries if s["setting"].endswith(f"sigma 0.5, K {width}"))
            assert summary["plain_failures"] == len(failures)
            assert summary["escape"]["value"] == pytest.approx(sum(any(noisy[i]["right"][:width]) for i in failures) / len(failures))
        cells = header["cells"]
        kinds = {"quick": 0, "delayed": 0, "failed": 0}
        for line in noisy.values():
            for right, steps in zip(line["right"], line["steps"]):
                late = max((t for t, count in enumerate(steps["cells"], 1) if count < cells), default=0)
                kinds["failed" if not right else "quick" if late < 4 else "delayed"] += 1
        assert summary["rollouts"] == pytest.approx({kind: count / sum(kinds.values()) for kind, count in kinds.items()})
        rollouts = sorted((residual, right) for line in noisy.values() for residual, right in zip(line["residual"], line["right"]))
        basins = {"answers": 0, "right": 0, "together": 0}
        for line in noisy.values():
            sizes = [line["same_as"].count(k) for k in range(25)]
            basins["answers"] += sum(size > 0 for size in sizes) / len(noisy)
            basins["right"] += sum(line["right"]) / 25 / len(noisy)
            basins["together"] += max(0 if line["right"][k] else sizes[k] for k in range(25)) / 25 / len(noisy)
        assert summary["basins"] == pytest.approx(basins | {"apart": 1 - basins["right"] - basins["together"]})
        entropy = [statistics.mean(line["cloud"]["entropy"][t] for line in noisy.values()) for t in range(16)]
        assert summary["cloud"]["entropy"] == pytest.approx(entropy, rel=1e-4)
        first = rollouts[:len(rollouts) // 10]
        assert summary["residual_tenths"][0]["mean"] == pytest.approx(statistics.mean(residual for residual, _ in first), rel=1e-4)
        assert sum(bin["rollouts"] for bin in summary["residual_tenths"]) == len(rollouts)

    def test_goes_on_where_it_was(self, reproduced, bin_folder, tmp_path):
        shutil.copytree(reproduced, tmp_path / "again")
        path = tmp_path / "again/map.jsonl"
        whole = without_seconds(path.read_text())
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:9]))
        subprocess.run([PAPER / "reproduce.sh", tmp_path / "again", "--quick", "--model", ROOT / "tests/cli/early-4x4.safetensors", "--data",
                        reproduced.parent / "puzzles.csv", "--bin", bin_folder], check=True, capture_output=True)
        assert without_seconds(path.read_text()) == whole

    def test_usage(self):
        run = subprocess.run([PAPER / "reproduce.sh", "--colour"], capture_output=True, text=True)
        assert run.returncode == 2 and "--quick" in run.stderr


def test_all_of_sudoku_extreme_in_shards(bin_folder, generate, tmp_path):
    generate("sudoku", "--clues", "30:34", "--count", "5", "-o", tmp_path / "test.csv")
    run = lambda *shards, **env: subprocess.run([PAPER / "sudoku-extreme.sh", tmp_path / "test.csv", tmp_path / "out", *shards, "--bin", bin_folder],
                                                check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **env})
    assert "shard 1 of 2 is missing" in run("2", SLURM_ARRAY_TASK_ID="0").stderr
    table = run("2").stdout
    assert "claims: 5 of 5 answers, 0 of them wrong" in table and "a correct answer" in table
    chosen = json.loads((tmp_path / "out/summary.json").read_text())["summaries"][-1]
    assert chosen["claimed"] == 5 and chosen["exact"]["chosen"]["value"] == 1
