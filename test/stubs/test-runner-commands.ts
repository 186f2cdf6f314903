// Stands in for a module of another test runner that @open-wc/testing imports but only needs for snapshots.
export const getSnapshot = (): undefined => undefined;
export const getSnapshotConfig = (): undefined => undefined;
export const saveSnapshot = (): undefined => undefined;
