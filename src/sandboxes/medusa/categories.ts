/** Categories as they are told and written. */
import type { State } from "./state.ts";
import { invalid, notAllowed, requiredRow } from "./state.ts";

interface CategoryBody {
  readonly name?: string;
  readonly handle?: string;
  readonly parent_category_id?: string | null;
}

export function categoryView(state: State, id: string): object {
  const { name, handle, parentId } = requiredRow(
    state.categories.get(id),
    `Product category with id: ${id} was not found`,
  );
  return {
    id,
    name,
    handle,
    description: "",
    is_active: true,
    is_internal: false,
    rank: 0,
    parent_category_id: parentId,
  };
}

export function createCategory(state: State, body: CategoryBody): string {
  const { name = "", handle = name.toLowerCase(), parent_category_id: parentId = null } = body;
  if ([...state.categories.values()].some((one) => one.handle === handle))
    throw invalid(`Product category with handle: ${handle}, already exists.`);
  const id = state.id("pcat");
  state.categories.set(id, { id, name, handle, parentId });
  return id;
}

/** A circle is taken without a word. */
export function updateCategory(state: State, id: string, { name, parent_category_id: parentId }: CategoryBody): void {
  const category = requiredRow(state.categories.get(id), `Product category with id: ${id} was not found`);
  if (name !== undefined) category.name = name;
  if (parentId !== undefined) category.parentId = parentId;
}

export function dropCategory(state: State, id: string): void {
  requiredRow(state.categories.get(id), `Product category with id: ${id} was not found`);
  if ([...state.categories.values()].some(({ parentId }) => parentId === id))
    throw notAllowed(`Deleting ProductCategory (${id}) with category children is not allowed`);
  state.categories.delete(id);
}
