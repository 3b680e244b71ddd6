// Reads { "schema": path, "files": [path, …] } from standard input and writes { path: [fault, …] }: what ajv, which knows nothing of Reco, says of each file.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const { schema, files } = JSON.parse(readFileSync(0, "utf8"));
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
const result = {};
for (const file of files) {
  result[file] = validate(JSON.parse(readFileSync(file, "utf8"))) ? [] : validate.errors.map(e => `${e.instancePath} ${e.message}`);
}
process.stdout.write(JSON.stringify(result));
