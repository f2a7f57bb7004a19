/** Who may do what in an organization: the one table. Every route names the action it needs. */
export const roles = ["owner", "admin", "manager", "staff", "packer", "viewer"] as const;
export type Role = (typeof roles)[number];

export const actions = [
  "view",
  "view_profit",
  "view_costs",
  "view_settlements",
  "pack_orders",
  "act_on_orders",
  "cancel_orders",
  "refund",
  "edit_catalogue",
  "connect",
  "push_records",
  "manage_members",
  "repair",
  "delete_organization",
] as const;
export type Action = (typeof actions)[number];

const READING: readonly Action[] = ["view", "view_profit", "view_costs", "view_settlements"];
const ORDERS: readonly Action[] = ["pack_orders", "act_on_orders", "cancel_orders"];

const allowed: Readonly<Record<Role, readonly Action[]>> = {
  owner: actions,
  admin: actions.filter((action) => action !== "delete_organization"),
  manager: [...READING, ...ORDERS, "refund", "edit_catalogue", "push_records"],
  staff: [...READING, ...ORDERS],
  packer: ["view", "pack_orders"],
  viewer: READING,
};

/** Whether a role may do something. */
export function may(role: Role, action: Action): boolean {
  return allowed[role].includes(action);
}

/** Actions of a role, of a key only those on its list that its maker may do too. */
export function actionsOf(role: Role, limits: { only?: readonly string[] | null; maker?: Role }): Action[] {
  const { only, maker = role } = limits;
  return allowed[role].filter((action) => allowed[maker].includes(action) && (!only || only.includes(action)));
}

/** Everything a role may do. */
export function allowedTo(role: Role): readonly Action[] {
  return allowed[role];
}

const rank = (role: Role): number => roles.indexOf(role);

/** Of two roles the one that may do less. */
export function lowerRole(one: Role, other: Role): Role {
  return rank(one) < rank(other) ? other : one;
}

/** The roles that may do something this one may not. */
export function rolesBeyond(role: Role): readonly Role[] {
  return roles.filter((other) => allowed[other].some((action) => !may(role, action)));
}

/** What someone may do now: a key may do less than its role says. */
export interface PermissionScope {
  readonly role: Role;
  readonly actions: readonly Action[];
}

/** Whether a role is in somebody's hands at all: they manage members, and it does not stand above their own. */
export function reaches(giver: PermissionScope, given: Role): boolean {
  return giver.actions.includes("manage_members") && rank(giver.role) <= rank(given);
}

/** Whether someone may hand out, change or end a role: nobody gives what they may not do themselves. */
export function mayGive(giver: PermissionScope, given: Role): boolean {
  return reaches(giver, given) && allowed[given].every((action) => giver.actions.includes(action));
}

/** Narrows text from the database. Throws a RangeError when it names no role. */
export function roleOf(text: string): Role {
  const role = roles.find((each) => each === text);
  if (!role) throw new RangeError(`There is no role "${text}".`);
  return role;
}
