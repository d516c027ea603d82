//! What JavaScript and this module know of one another.

// SAFETY: a number goes in, nothing comes out; whatever JavaScript does, it reaches no memory by that.
#[link(wasm_import_module = "wakeful")]
unsafe extern "C" {
    /// Has `wakeful_turn` called: later if `later` is 1.
    pub(super) safe fn queue_turn(later: u32);
}

/// Begins a turn.
// SAFETY: nobody else calls a function that.
#[unsafe(no_mangle)]
extern "C" fn wakeful_turn() {
    super::turn();
}
