import { Button, Stack, TextInput } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { renewSession } from "../data/sign-in.ts";
import { zones } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { saveNewOrganization } from "../next-step/new-organization.ts";
import { useFormAction } from "../ui/action.ts";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { boundText } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { Frame } from "./frame.tsx";
import { currencyOfZone } from "./zone-currency.ts";

function randomTail(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(3));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** "Nile & Sons" -> "nile-sons", with some letters that keep it one of its kind. */
function slugOf(name: string, tail: string): string {
  const text = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
  return `${text === "" ? "shop" : text}-${tail}`;
}

export function Welcome() {
  const { t, language } = useTranslation("first-run");
  const router = useRouter();
  const [name, setName] = useState("");
  const [zone, setZone] = useState<string | null>(Intl.DateTimeFormat().resolvedOptions().timeZone);
  // Follows the zone until somebody chooses.
  const [chosen, setChosen] = useState<string | null>(null);
  const currency = chosen ?? currencyOfZone(zone ?? "UTC");
  // One of this form: sent twice, it makes one organization.
  const [tail] = useState(randomTail);
  const create = useFormAction({
    run: () =>
      body(
        hub.POST("/api/organizations", {
          body: {
            name: name.trim(),
            slug: slugOf(name, tail),
            currency,
            zone: zone ?? "UTC",
            language: language,
          },
        }),
      ),
    done: async ({ id }) => {
      saveNewOrganization(id);
      await renewSession();
      await router.navigate({ to: "/start" });
    },
  });
  return (
    <Frame title={t("welcome.title")} text={t("welcome.text")}>
      <form onSubmit={submitting(() => create.start())}>
        <Stack gap="sm">
          {create.error !== null && <ProblemNotice error={create.error} />}
          <TextInput label={t("welcome.name")} required maxLength={120} {...boundText(name, setName)} />
          <CurrencySelect
            label={t("welcome.currency")}
            description={t("welcome.currencyHelp")}
            value={currency}
            onChange={setChosen}
          />
          <OneOf
            label={t("welcome.zone")}
            description={t("welcome.zoneHelp")}
            options={zones}
            value={zone}
            onChange={setZone}
            searchable
            limit={100}
          />
          <Button type="submit" loading={create.isRunning} fullWidth mt="xs">
            {t("welcome.button")}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
