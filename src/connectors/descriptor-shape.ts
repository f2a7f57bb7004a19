/** Whether what a package exports as its connector is one: types were checked where it was built, if at all. */
import { z } from "zod";
import type { Connector } from "./kit/contract/contract.ts";

const text = z.string().min(1);
const list = z.array(z.looseObject({}));
const call = z.custom<() => unknown>((value) => typeof value === "function", "has to be a function");
const field = z.looseObject({
  id: text,
  label: text,
  type: z.enum(["text", "secret", "url", "select", "boolean", "number", "json"]),
  required: z.boolean(),
});

const connectorShape = z.looseObject({
  meta: z.looseObject({
    id: z.string().regex(/^[a-z][a-z0-9_]{1,40}$/),
    kind: z.enum(["commerce", "logistics", "marketing"]),
    name: text,
    section: z.enum(["stores", "marketplaces", "logistics", "marketing", "custom"]),
    icon: text,
    color: z.string().regex(/^#[0-9a-fA-F]{6}$/),
    connectType: z.enum(["oauth", "api_key"]),
    setupFormFields: z.array(field),
    setupSteps: list,
    settingsFields: z.array(field).optional(),
    topics: list,
    topicRouting: z.enum(["path", "request"]),
    limits: z.array(z.looseObject({ id: text, rate: z.number().positive(), burst: z.number().min(1) })),
    orderPrefix: text,
    api: z.looseObject({ version: text }),
    orderHistory: z.looseObject({ days: z.union([z.number(), z.enum(["all", "none"])]) }),
    docs: text,
    mergesOrders: z.enum(["allowed", "forbidden"]).optional(),
  }),
  auth: z.looseObject({ baseUrl: call, authorize: call, secretNames: z.array(z.string()) }),
  classify: call,
  connect: z.looseObject({ begin: call, complete: call, detect: call }),
  maximum: z.array(z.string()),
  open: call,
});

/** The connector of a loaded module, or what is wrong with it. */
export function readConnector(module: unknown): { readonly connector: Connector } | { readonly problem: string } {
  const { connector } = Object(module) as { readonly connector?: unknown };
  const read = connectorShape.safeParse(connector);
  // Not what was read: a connector's own object, which may have getters and more than is looked at here.
  if (read.success) return { connector: connector as Connector };
  const [first] = read.error.issues;
  return { problem: `its connector's ${first?.path.join(".") || "export"} is not right (${first?.message})` };
}
