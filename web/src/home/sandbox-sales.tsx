/** Says when sales of sandbox channels are not in the figures, since when, and lets it be reversed. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useIsDrawn } from "../data/after-first-paint.ts";
import { body, hub, type Sent } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";

type Setting = NonNullable<Sent<"patchOrganization">["sandboxSales"]>;

const sandboxSalesQuery = reading(["stores", "sandbox-sales"], () => hub.GET("/api/analytics/sandbox-sales"));

interface Props {
  /** Until somebody decided; false: wherever the figures leave them out, or count them beside a store's own. */
  readonly isReminder: boolean;
}

export function SandboxSales({ isReminder }: Props) {
  const { t } = useTranslation("reports");
  const { date } = useFormat();
  const { may } = useSession();
  const client = useQueryClient();
  const { data } = useQuery({ ...sandboxSalesQuery, enabled: useIsDrawn() });
  const choose = useAction({
    run: (sandboxSales: Setting) => body(hub.PATCH("/api/organization", { body: { sandboxSales } })),
    done: async () => {
      const keys = [sandboxSalesQuery.queryKey, ["home"], ["analytics"], ["settings", "organization"]];
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    said: t("sandboxSales.saved"),
  });
  if (!data || data.channels === 0) return null;
  const { isLeftOut, setting, ownStore, channels } = data;
  if (isReminder ? !isLeftOut || setting !== "automatic" : !isLeftOut && ownStore === null) return null;
  const since = ownStore !== null && setting === "automatic" && isLeftOut ? ownStore : undefined;
  return (
    <Alert color="blue" icon={<IconFlask size={18} />} role="status" data-notice="sandbox-sales">
      <Text size="sm">
        {t(isLeftOut ? "sandboxSales.leftOut" : "sandboxSales.counted", { count: channels })}
        {since && ` ${t("sandboxSales.since", { date: date(since.since), store: since.name })}`}
      </Text>
      {may("manage_members") && (
        <Group gap="sm" mt="xs">
          {isLeftOut && (
            <Button size="xs" variant="default" {...starts(choose, "counted")}>
              {t("sandboxSales.count")}
            </Button>
          )}
          {(isReminder || !isLeftOut) && (
            <Button size="xs" variant="default" {...starts(choose, "left_out")}>
              {t("sandboxSales.leaveOut")}
            </Button>
          )}
          <LinkAnchor to="/settings" size="sm">
            {t("sandboxSales.settings")}
          </LinkAnchor>
        </Group>
      )}
    </Alert>
  );
}
