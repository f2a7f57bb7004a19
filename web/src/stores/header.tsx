/** What can be done with a store: the next best action as a button, the others in a menu. */
import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconDots,
  IconKey,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconPlugOff,
  IconPower,
  IconRefresh,
  IconRotate,
  IconSettings,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";
import { LinkButton } from "../ui/link.ts";
import { LinkMenuItem } from "../ui/link-menu-item.ts";
import { syncedOf, useMove, useRefreshCredentials, useRetry, useSyncNow, useTest } from "./actions.ts";
import { isByFiles, type Store, useProvider, wizardOf } from "./data.ts";
import { Disconnect } from "./disconnect.tsx";

export function StoreHeaderActions({ store }: { readonly store: Store }) {
  const { may } = useSession();
  if (store.state === "deleted") return null;
  return (
    <>
      <NextBest store={store} />
      {store.kind === "commerce" && store.state === "active" && may("edit_catalogue") && <SyncNow store={store} />}
      {may("connect") && <MoreActions store={store} />}
    </>
  );
}

function NextBest({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  const move = useMove(store);
  const retry = useRetry(store);
  if (store.state === "needs_reauth" && may("connect"))
    return (
      <LinkButton {...wizardOf(store, "credentials")} leftSection={<IconPlugConnected size={16} aria-hidden />}>
        {t("actions.reconnect")}
      </LinkButton>
    );
  if (store.state === "paused" && may("connect"))
    return (
      <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} {...starts(move, "resume")}>
        {t("actions.resume")}
      </Button>
    );
  if ((store.state === "inactive" || store.state === "error") && may("connect"))
    return (
      <Button leftSection={<IconPower size={16} aria-hidden />} {...starts(move, "activate")}>
        {t("actions.activate")}
      </Button>
    );
  if (store.failingItems > 0 && may("act_on_orders"))
    return (
      <Button leftSection={<IconRotate size={16} aria-hidden />} {...starts(retry)}>
        {t("actions.retry", { count: store.failingItems })}
      </Button>
    );
  return null;
}

function SyncNow({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const sync = useSyncNow(store);
  const kinds = syncedOf(store);
  if (kinds.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} loading={sync.isRunning}>
          {t("actions.syncNow")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map((what) => (
          <Menu.Item key={what} onClick={() => sync.start(what)}>
            {t(`actions.sync.${what}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function MoreActions({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const [requested, setRequested] = useState<"deactivate" | "disconnect" | null>(null);
  const move = useMove(store);
  const test = useTest(store);
  const renew = useRefreshCredentials(store);
  const isFiles = isByFiles(store, useProvider(store.id));
  const isOn = store.state === "active" || store.state === "paused";
  const item = (label: string, icon: ReactNode, act: () => void, isGrave = false) => (
    <Menu.Item leftSection={icon} onClick={act} {...(isGrave && { color: "red" })}>
      {label}
    </Menu.Item>
  );
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t("actions.more")}
            loading={test.isRunning || renew.isRunning}
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {store.state === "active" &&
            item(t("actions.pause"), <IconPlayerPause size={16} />, () => move.start("pause"))}
          {!isFiles && item(t("actions.test"), <IconPlugConnected size={16} />, () => test.start())}
          {store.grantExpiresAt !== null && item(t("actions.renew"), <IconKey size={16} />, () => renew.start())}
          <LinkMenuItem {...wizardOf(store, "credentials")} leftSection={<IconSettings size={16} />}>
            {t("actions.edit")}
          </LinkMenuItem>
          <Menu.Divider />
          {isOn && item(t("actions.deactivate"), <IconPower size={16} />, () => setRequested("deactivate"))}
          {item(t("actions.disconnect"), <IconPlugOff size={16} />, () => setRequested("disconnect"), true)}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        isOpen={requested === "deactivate"}
        title={t("deactivate.title", { name: store.name })}
        text={t("deactivate.text")}
        label={t("actions.deactivate")}
        isRunning={move.isRunning}
        onConfirm={() =>
          void move.startAndWait("deactivate").then(
            () => setRequested(null),
            () => setRequested(null),
          )
        }
        onClose={() => setRequested(null)}
      />
      <Disconnect store={store} isOpen={requested === "disconnect"} onClose={() => setRequested(null)} />
    </>
  );
}
