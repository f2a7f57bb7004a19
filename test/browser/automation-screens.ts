/** The screens of automation, and a rule to show. */
import type { Screen } from "./screen.ts";
import type { Shown } from "./screens-world.ts";

/** The first rule; saved where there is none. */
async function ruleOf({ seller }: Shown): Promise<string> {
  const { items: all } = await seller.get<{ items: { id: string; trigger: string }[] }>("/automations");
  const items = all.filter(({ trigger }) => trigger === "order.received");
  const rule = {
    name: "Large orders first",
    trigger: "order.received",
    when: {
      all: [
        { field: "order.total", is: "at_least", value: { minor: 2_000, currency: "EUR" } },
        { any: [{ field: "address.country", is: "one_of", value: ["EG", "DE"] }] },
      ],
    },
    actions: [
      { do: "add_tags", tags: ["large"] },
      { do: "mail_customer", subject: "Your order {{order.number}}", text: "We pack it with care." },
    ],
  };
  return `/automation/${items[0]?.id ?? (await seller.post<{ id: string }>("/automations", rule)).id}`;
}

/** The first rule that proposes a courier. */
async function shippingRuleOf({ seller }: Shown): Promise<string> {
  const { items } = await seller.get<{ items: { id: string; trigger: string }[] }>("/automations");
  return `/automation/${items.find(({ trigger }) => trigger === "order.shipping_choice")?.id ?? ""}`;
}

export const automationScreens: readonly Screen[] = [
  { name: "automation-rule", path: ruleOf, ready: "[data-sentence]" },
  {
    name: "automation-rule-tried",
    path: ruleOf,
    ready: "main [role=status]",
    before: (page) => page.getByRole("button", { name: /^(Test|تجربة)$/ }).click(),
  },
  { name: "automation", path: () => "/automation", ready: "[data-rule], main h2" },
  { name: "automation-new", path: () => "/automation/new", ready: "main li button" },
  {
    name: "automation-shipping-tried",
    path: shippingRuleOf,
    ready: "main [role=status]",
    before: (page) => page.getByRole("button", { name: /^(Test on the last|جرّبها على آخر)/ }).click(),
  },
  { name: "automation-messages", path: () => "/automation/messages", ready: "[data-template], main h2" },
  { name: "automation-runs", path: () => "/automation/runs", ready: "[data-row], main h2" },
];
