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

/** Everything a role may do. */
export function allowedTo(role: Role): readonly Action[] {
  return allowed[role];
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
