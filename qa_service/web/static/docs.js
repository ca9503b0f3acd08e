// Draws the reference of the API from its OpenAPI document; nothing is loaded from elsewhere.

const spec = await (await fetch("/openapi.json")).json();
document.getElementById("about").textContent = spec.info.description;
const calls = document.getElementById("calls");

/** Make an element with text. */
function element(name, text = "", parent = calls) {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

/** Follow a reference of the document. */
function resolved(schema) {
  if (!schema?.$ref) return schema ?? {};
  return schema.$ref
    .split("/")
    .slice(1)
    .reduce((node, key) => node[key], spec);
}

/** A type in words: "string or null", "list of Citation". */
function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.enum) return schema.enum.map((value) => `“${value}”`).join(" or ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  return schema.type ?? "any";
}

/** A table of names, types and meanings. */
function table(parent, rows) {
  if (!rows.length) return;
  const body = element("tbody", "", element("table", "", parent));
  for (const [name, type, about] of rows) {
    const row = element("tr", "", body);
    element("th", name, row).scope = "row";
    element("td", type, row);
    element("td", about, row);
  }
}

function fields(schema) {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties).map(([name, field]) => [
    required.includes(name) ? name : `${name}?`,
    typeOf(field),
    field.description ?? "",
  ]);
}

for (const [path, methods] of Object.entries(spec.paths)) {
  for (const [method, call] of Object.entries(methods)) {
    const section = element("section");
    const heading = element("h2", "", section);
    element("span", method.toUpperCase(), heading);
    heading.append(path);
    element("p", call.description ?? call.summary, section);
    table(
      section,
      (call.parameters ?? []).map((item) => [
        item.required ? item.name : `${item.name}?`,
        typeOf(item.schema),
        item.description ?? item.schema.description ?? "",
      ]),
    );
    const body = call.requestBody?.content["application/json"]?.schema;
    if (body) {
      table(section, fields(body));
      const example = resolved(body).examples?.[0] ?? {};
      const command = element(
        "pre",
        `curl -X ${method.toUpperCase()} ${location.origin}${path} \\\n  -H 'content-type: application/json' \\\n` +
          `  -d '${JSON.stringify(example)}'`,
        section,
      );
      command.tabIndex = 0; // a long one is scrolled, also with the keyboard
    }
    const answer = call.responses["200"]?.content?.["application/json"]?.schema;
    if (answer) {
      element("p", `Answers with ${typeOf(answer)}:`, section);
      table(section, fields(answer));
    }
  }
}
