// asyncapi.cjs DOCUMENT [FOLDER]: see asyncapi.sh.
const fs = require("node:fs");
const path = require("node:path");
const { Parser } = require("@asyncapi/parser");
const Ajv = require("ajv").default;
const formats = require("ajv-formats").default;

async function main([file, folder]) {
  const { document, diagnostics } = await new Parser().parse(fs.readFileSync(file, "utf8"));
  for (const { message, path: at, severity } of diagnostics) {
    console.error(`${severity === 0 ? "error" : "note"} ${at.join("/")}: ${message}`);
  }
  if (!document || diagnostics.some(({ severity }) => severity === 0)) return 1;
  console.log(`${path.basename(file)}: AsyncAPI ${document.version()}, valid; ${document.channels().length} channels, ` +
    `${document.messages().length} messages`);
  if (!folder) return 0;

  // Formats and patterns count; keywords of AsyncAPI beside JSON Schema (x-parser-…) do not.
  const ajv = formats(new Ajv({ allErrors: true, strict: false }));
  const validators = new Map();
  for (const message of document.messages()) {
    validators.set(message.name(), ajv.compile(message.payload().json()));
  }
  const counts = new Map();
  let problems = 0;
  for (const partner of fs.readdirSync(folder).sort()) {
    for (const kept of ["received.jsonl", "sent.jsonl"]) {
      const records = path.join(folder, partner, kept);
      if (!fs.existsSync(records)) continue;
      fs.readFileSync(records, "utf8").split("\n").filter(Boolean).forEach((line, at) => {
        const event = JSON.parse(line);
        const validate = validators.get(event.type);
        if (!validate || !validate(event)) {
          // Where and which rule; never the value, which may be personal data.
          const why = validate ? validate.errors.map((e) => `${e.instancePath} ${e.message}`).join("; ") : "unknown type";
          console.error(`${partner}/${kept}:${at + 1}: ${event.type}: ${why}`);
          problems += 1;
        }
        counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
      });
    }
  }
  for (const [type, count] of [...counts].sort()) console.log(`${String(count).padStart(6)}  ${type}`);
  if (counts.size === 0) {
    console.error(`${folder}: no message of any partner`);
    return 2;
  }
  return problems === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then((code) => process.exit(code));
