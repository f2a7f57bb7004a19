/** Which orders are suggested for one parcel. */
import { Button, Checkbox, Group, NumberInput, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { mergeSettingsQuery } from "./queries.ts";

/** As the hub takes it. */
const HOURS = { min: 1, max: 720 };

export function MergeSettingsCard() {
  const stored = useQuery(mergeSettingsQuery).data;
  return stored ? <Fields kept={stored} /> : null;
}

function Fields({ kept }: { readonly kept: Shape<"MergeSettings"> }) {
  const { t } = useTranslation("shipments");
  const { may } = useSession();
  const client = useQueryClient();
  const [changed, setChanged] = useState<Partial<typeof kept>>({});
  const save = useFormAction({
    run: (change: Partial<typeof kept>) => body(hub.PATCH("/api/order-merge-settings", { body: change })),
    renews: [["orders"]],
    done: (now) => {
      client.setQueryData(mergeSettingsQuery.queryKey, now);
      setChanged({});
    },
    said: t("merging.said"),
  });
  const shown = { ...kept, ...changed };
  const isFit = shown.windowHours >= HOURS.min && shown.windowHours <= HOURS.max;
  const mayChange = may("manage_members");
  return (
    <Card help={<Help of="merged_orders" />} title={t("merging.title")} text={t("merging.text")}>
      <Stack gap="sm" data-merge-settings>
        <NumberInput
          label={t("merging.window")}
          maw={260}
          {...HOURS}
          allowDecimal={false}
          clampBehavior="none"
          disabled={!mayChange}
          error={isFit ? undefined : t("merging.range")}
          value={shown.windowHours}
          onChange={(value) => setChanged({ ...changed, windowHours: Number(value) })}
        />
        <Checkbox
          label={t("merging.across")}
          disabled={!mayChange}
          checked={shown.acrossChannels}
          onChange={({ currentTarget }) => setChanged({ ...changed, acrossChannels: currentTarget.checked })}
        />
        <Checkbox
          label={t("merging.marketplaces")}
          description={t("merging.marketplacesHelp")}
          disabled={!mayChange}
          checked={shown.allowsMarketplaces}
          onChange={({ currentTarget }) => setChanged({ ...changed, allowsMarketplaces: currentTarget.checked })}
        />
        {save.error !== null && save.error !== undefined && <ProblemNotice error={save.error} />}
        {mayChange && (
          <Group>
            <Button size="xs" disabled={!isFit || Object.keys(changed).length === 0} {...starts(save, changed)}>
              {t("merging.save")}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
