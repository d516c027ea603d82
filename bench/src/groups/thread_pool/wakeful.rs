pub(super) type Wakeful = super::peers::AsyncExecutor;
