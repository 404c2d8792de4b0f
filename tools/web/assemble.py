#!/usr/bin/python3
"""Puts the page and the npm package together: assemble.py SOURCE OUT VERSION, called by build.sh.

The page is one file with module, worker and one model in it, so that it opens from disk; other models are scripts beside it.
"""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys

source, out, version = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
web = source / "tools/web"
INLINE = "sudoku-9x9"

models = []
for file in sorted((source / "models").glob("*.safetensors")):
    found = re.fullmatch(r"([a-z]+)-(\d+)x(\d+)", file.stem)
    if found:
        models.append({"name": file.stem, "kind": found[1], "rows": int(found[2]), "cols": int(found[3])})


def encoded(name):
    return base64.b64encode((source / "models" / f"{name}.safetensors").read_bytes()).decode()


(out / "models").mkdir(parents=True, exist_ok=True)
for model in models:
    (out / "models" / f"{model['name']}.js").write_text(f"ptrmModel({json.dumps(model['name'])}, {json.dumps(encoded(model['name']))});\n")

module = (out / "ptrm_module.js").read_text()
library = (web / "ptrm.js").read_text()
worker = "\n".join([module, library, (web / "worker.js").read_text()])
examples = [line.split("\t") for line in (web / "examples.tsv").read_text().splitlines()]
scripts = "\n".join([
    f"const PTRM_WORKER = {json.dumps(worker)};", f"const PTRM_MODELS = {json.dumps(models)};", f"const PTRM_EXAMPLES = {json.dumps(examples)};",
    f"const PTRM_INLINE_MODELS = {json.dumps([[INLINE, encoded(INLINE)]])};", (web / "page.js").read_text()]).replace("</script", "<\\/script")
(out / "index.html").write_text((web / "page.html").read_text().replace("/*SCRIPTS*/", scripts))

package = out / "npm"
shutil.rmtree(package, ignore_errors=True)
(package / "models").mkdir(parents=True)
(package / "package.json").write_text(json.dumps({
    "name": "ptrm", "version": version, "description": "Tiny Recursive Models that solve puzzles, as WebAssembly", "license": "MIT",
    "type": "module", "exports": {".": {"types": "./ptrm.d.ts", "default": "./ptrm.js"}, "./models/*": "./models/*"},
    "files": ["ptrm.js", "ptrm.d.ts", "models", "README.md", "LICENSE"]}, indent=2) + "\n")
(package / "ptrm.js").write_text(module + "\n" + library + "\nexport const load = async () => new Ptrm(await createPtrmModule());\nexport { Ptrm, PtrmError };\n")
shutil.copy(web / "ptrm.d.ts", package)
shutil.copy(web / "README.md", package)
shutil.copy(source / "LICENSE", package)
for model in models:
    shutil.copy(source / "models" / f"{model['name']}.safetensors", package / "models")
size = len(subprocess.run(["gzip", "-9c", out / "index.html"], capture_output=True, check=True).stdout)
print(f"{out}/index.html: {(out / 'index.html').stat().st_size} bytes, {size} compressed")
