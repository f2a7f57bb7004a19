/** Who may do what in an organization: the one table. Every route names the action it needs. */
export const roles = ["owner", "admin", "manager", "staff", "viewer"] as const;
export type Role = (typeof roles)[number];

export const actions = [
  "view",
  "edit_catalogue",
  "act_on_orders",
  "refund",
  "connect",
  "push_records",
  "manage_members",
  "repair",
  "delete_organization",
] as const;
export type Action = (typeof actions)[number];

const allowed: Readonly<Record<Role, readonly Action[]>> = {
  owner: actions,
  admin: ["view", "edit_catalogue", "act_on_orders", "refund", "connect", "push_records", "manage_members", "repair"],
  manager: ["view", "edit_catalogue", "act_on_orders", "refund", "push_records"],
  staff: ["view", "act_on_orders"],
  viewer: ["view"],
};

/** What the words mean, for documentation and refusals. */
export const actionTexts: Readonly<Record<Action, string>> = {
  view: "see what the organization has",
  edit_catalogue: "edit the catalogue and stock",
  act_on_orders: "act on orders",
  refund: "refund orders",
  connect: "connect channels and change their secrets",
  push_records: "hand over records of a shop of one's own",
  manage_members: "manage members and API keys",
  repair: "examine and repair stock counters",
  delete_organization: "delete the organization",
};

/** Whether a role may do something. */
export function may(role: Role, action: Action): boolean {
  return allowed[role].includes(action);
}

/** Actions a key may do: its own role's and list's, and never more than its maker may do now. */
export function actionsOf(role: Role, limits: { maker?: Role | undefined; only?: readonly string[] | null }): Action[] {
  return allowed[role].filter(
    (action) => (!limits.maker || may(limits.maker, action)) && (!limits.only || limits.only.includes(action)),
  );
}

/** Whether someone of role `giver` may hand out, change or end the role `given`: nobody reaches above themselves. */
export function mayGive(giver: Role, given: Role): boolean {
  return may(giver, "manage_members") && roles.indexOf(giver) <= roles.indexOf(given);
}

/** Narrows text from the database. Throws a RangeError when it names no role. */
export function roleOf(text: string): Role {
  const role = roles.find((known) => known === text);
  if (!role) throw new RangeError(`There is no role "${text}".`);
  return role;
}
