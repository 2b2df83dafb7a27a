import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "../api/auth";
import { OutboxProvider } from "../features/composer/OutboxContext";
import { SignIn } from "../features/sign-in/SignIn";
import { ErrorState, Skeleton } from "../ui/States";
import { createQueryClient } from "./queryClient";
import { Shell } from "./Shell";

export function App() {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Gate />
    </QueryClientProvider>
  );
}

function Gate() {
  const me = useMe();
  const [wasIn, setWasIn] = useState(false);
  if (me.data && !wasIn) setWasIn(true);
  if (me.isPending) return <Skeleton rows={4} kind="row" />;
  if (me.isError)
    return (
      <ErrorState
        title="The inbox could not be opened"
        error={me.error}
        onRetry={() => void me.refetch()}
      />
    );
  if (!me.data) return <SignIn ended={wasIn} />;
  return (
    <OutboxProvider me={me.data.id}>
      <Shell rep={me.data} />
    </OutboxProvider>
  );
}
