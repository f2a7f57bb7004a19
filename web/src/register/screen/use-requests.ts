/** Asking the hub from a sheet. */
import { useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { HubAway, Refused } from "../device/hub.ts";

/** Does what needs the hub, and says why where it does not work. */
export function useRequests() {
  const { t } = useTranslation("register");
  const [notice, setNotice] = useState("");
  const ask = async (work: () => Promise<void>) => {
    setNotice("");
    try {
      await work();
    } catch (error) {
      if (!(error instanceof HubAway || error instanceof Refused)) throw error;
      setNotice(error instanceof Refused ? error.message : t("aside.offline"));
    }
  };
  return { said: notice, ask };
}
