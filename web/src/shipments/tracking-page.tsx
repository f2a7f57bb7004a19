/** How the page looks that buyers follow their parcels on. */
import { Button, Checkbox, ColorInput, Group, Stack, Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useHeldVersions } from "../data/held-versions.ts";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundTick } from "../ui/field.ts";
import { trackingPageQuery } from "./queries.ts";

const EVENTS = ["shipped", "out_for_delivery", "delivered", "exception", "ready_for_pickup"] as const;
type Mails = (typeof EVENTS)[number][];

export function TrackingPageCard() {
  const { t } = useTranslation("shipments");
  const { may } = useSession();
  const client = useQueryClient();
  const stored = useQuery(trackingPageQuery).data;
  const [typed, setTyped] = useState<{ readonly isOn?: boolean; readonly color?: string; readonly mails?: Mails }>({});
  const save = useAction({
    run: () => body(hub.PATCH("/api/tracking-page", { body: typed })),
    done: (page) => {
      client.setQueryData(trackingPageQuery.queryKey, page);
      setTyped({});
    },
    said: t("trackingPage.said"),
  });
  useHeldVersions(Object.keys(typed).length > 0);
  if (!stored) return null;
  const page = { ...stored, ...typed };
  const isChanged =
    page.isOn !== stored.isOn || page.color !== stored.color || page.mails.join() !== stored.mails.join();
  const mayChange = may("manage_members");
  return (
    <Card help={<Help of="tracking_page" />} title={t("trackingPage.title")} text={t("trackingPage.text")}>
      <Stack gap="sm">
        <Switch
          label={t("trackingPage.isOn")}
          {...boundTick(page.isOn, (isOn) => setTyped({ ...typed, isOn }))}
          disabled={!mayChange}
        />
        <ColorInput
          label={t("trackingPage.color")}
          maw={220}
          format="hex"
          withEyeDropper={false}
          disabled={!mayChange || !page.isOn}
          value={page.color}
          onChange={(color) => setTyped({ ...typed, color })}
        />
        <Checkbox.Group
          label={t("trackingPage.mails")}
          description={t("trackingPage.mailsText")}
          value={[...page.mails]}
          onChange={(chosen) => setTyped({ ...typed, mails: EVENTS.filter((event) => chosen.includes(event)) })}
        >
          <Group gap="md" mt="xs">
            {EVENTS.map((event) => (
              <Checkbox key={event} value={event} label={t(`trackingPage.events.${event}`)} disabled={!mayChange} />
            ))}
          </Group>
        </Checkbox.Group>
        {mayChange && (
          <Group>
            <Button size="xs" disabled={!isChanged || !/^#[0-9a-f]{6}$/i.test(page.color)} {...starts(save)}>
              {t("trackingPage.save")}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
