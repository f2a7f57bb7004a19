/** The form that connects an account, filled in as a person does. */
import type { Page } from "playwright-core";

/** Types a sandbox's values into the form as its labels and kinds ask for it. */
export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, value] of Object.entries(values)) {
    const field = page.locator(`#field-${id}`);
    if ((await field.count()) === 0) continue;
    if ((await field.getAttribute("aria-haspopup")) === "listbox") {
      const label = await labelOf(page, id, value);
      await field.click();
      await page.getByRole("option", { name: label, exact: true }).click();
    } else await field.fill(value);
  }
}

/** What the form calls a choice. */
async function labelOf(page: Page, id: string, value: string): Promise<string> {
  const provider = new URL(page.url()).pathname.split("/").at(-1);
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/integrations/providers/${provider}`);
  const { setupFormFields } = (await answer.json()) as {
    setupFormFields: { id: string; options?: { value: string; label: string }[] }[];
  };
  const options = setupFormFields.find((field) => field.id === id)?.options ?? [];
  return options.find((option) => option.value === value)?.label ?? value;
}

/** Hands the sandbox's address along with the form, as an operator's own setting would: no form asks for it. */
export async function towards(page: Page, endpoint: string): Promise<void> {
  await page.route("**/api/stores", async (route) => {
    const request = route.request();
    const sent = request.method() === "POST" ? request.postDataJSON() : {};
    if (sent.values === undefined) return route.fallback();
    await route.continue({ postData: JSON.stringify({ ...sent, values: { ...sent.values, endpoint } }) });
  });
}
