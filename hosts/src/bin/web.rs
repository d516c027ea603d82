//! Tests of the executor for web pages, and the scenario under it: a program for wasm32, which `web.mjs` runs.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::panic;
use std::rc::Rc;

use hosts::{Progress, local, threads};
use wakeful::channel::local::oneshot;
use wakeful::executor::web::spawn_local;
use wakeful::future::yield_now;
use wakeful::sync::local::ManualResetEvent;

// SAFETY: `log` reads the bytes that it is told of, which are borrowed meanwhile; the others take numbers.
#[link(wasm_import_module = "page")]
unsafe extern "C" {
    fn log(text: *const u8, len: usize);
    /// Has [`fire`] called after so many milliseconds.
    safe fn set_timer(milliseconds: u32, id: u32);
    /// The most turns that were queued at the same time.
    safe fn most_queued() -> u32;
    /// All is done.
    safe fn finish(passed: u32);
}

fn print(text: &str) {
    // SAFETY: a text.
    unsafe { log(text.as_ptr(), text.len()) };
}

thread_local! {
    static TIMERS: RefCell<HashMap<u32, oneshot::Sender<()>>> = RefCell::default();
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static PASSED: Cell<u32> = const { Cell::new(0) };
}

/// A timer of JavaScript's is due.
// SAFETY: nobody else calls a function that.
#[unsafe(no_mangle)]
extern "C" fn fire(id: u32) {
    let timer = TIMERS.with_borrow_mut(|timers| timers.remove(&id)).expect("it was set");
    // Nobody has to wait for it.
    let _ = timer.send(());
}

/// Waits for a timer of JavaScript's.
async fn sleep(milliseconds: u32) {
    let (timer, fired) = oneshot::channel();
    let id = NEXT.replace(NEXT.get() + 1);
    TIMERS.with_borrow_mut(|timers| timers.insert(id, timer));
    set_timer(milliseconds, id);
    fired.await.expect("it fires");
}

async fn test(name: &str, test: impl Future<Output = ()>) {
    print(&format!("test {name} ..."));
    test.await;
    PASSED.set(PASSED.get() + 1);
}

async fn a_task_is_not_polled_where_it_is_spawned() {
    let polled = Rc::new(Cell::new(false));
    let task = spawn_local({
        let polled = polled.clone();
        async move { polled.set(true) }
    });
    assert!(!polled.get());
    task.await.unwrap();
    assert!(polled.get());
}

async fn a_handle_gives_the_output() {
    assert_eq!(spawn_local(async { 5 }).await.unwrap(), 5);
    let cancelled = spawn_local(std::future::pending::<()>()).cancel().await;
    assert!(cancelled.unwrap_err().is_cancelled());
}

async fn the_page_wakes_tasks() {
    let order = Rc::new(RefCell::new(Vec::new()));
    let tasks = [60, 30, 1].map(|milliseconds| {
        let order = order.clone();
        spawn_local(async move {
            sleep(milliseconds).await;
            order.borrow_mut().push(milliseconds);
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.borrow(), [1, 30, 60]);
}

async fn a_busy_task_leaves_time_to_the_page() {
    let stop = Rc::new(Cell::new(false));
    let busy = spawn_local({
        let stop = stop.clone();
        async move {
            let mut polls = 0_u32;
            while !stop.get() {
                polls += 1;
                assert!(polls < 10_000_000, "no event of the page comes through");
                yield_now().await;
            }
        }
    });
    for _ in 0..3 {
        sleep(1).await;
    }
    stop.set(true);
    busy.await.unwrap();
}

async fn many_tasks_run() {
    const TASKS: u32 = 20_000;
    let (start, sum) = (Rc::new(ManualResetEvent::new(false)), Rc::new(Cell::new(0)));
    let tasks: Vec<_> = (0..TASKS)
        .map(|number| {
            let (start, sum) = (start.clone(), sum.clone());
            spawn_local(async move {
                start.wait().await;
                sum.set(sum.get() + number);
            })
        })
        .collect();
    yield_now().await;
    start.set();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(sum.get(), TASKS * (TASKS - 1) / 2);
}

async fn one_turn_is_queued_at_a_time() {
    assert_eq!(most_queued(), 1);
}

/// Each step of a scenario counts as a test.
fn count_steps(steps: usize) {
    PASSED.set(PASSED.get() + u32::try_from(steps).expect("a few"));
}

async fn all_tests(progress: Progress) {
    test("a_task_is_not_polled_where_it_is_spawned", a_task_is_not_polled_where_it_is_spawned())
        .await;
    test("a_handle_gives_the_output", a_handle_gives_the_output()).await;
    test("the_page_wakes_tasks", the_page_wakes_tasks()).await;
    test("a_busy_task_leaves_time_to_the_page", a_busy_task_leaves_time_to_the_page()).await;
    test("many_tasks_run", many_tasks_run()).await;

    print("test every_primitive_works_in_tasks_that_are_not_send ...");
    let host = local::Host::new(|task| spawn_local(task).detach());
    local::run(host, progress.clone()).await;
    count_steps(local::steps());
    print("test every_primitive_works_in_tasks_that_are_send ...");
    let host = threads::Host::new(|task| spawn_local(task).detach());
    threads::run(host, progress).await;
    count_steps(threads::steps());

    test("one_turn_is_queued_at_a_time", one_turn_is_queued_at_a_time()).await;
    finish(PASSED.get());
}

fn main() {
    let progress = Progress::default();
    panic::set_hook(Box::new({
        let progress = progress.clone();
        move |panic| print(&format!("{panic}\nthe last step of a scenario: {}", progress.last().1))
    }));
    spawn_local(all_tests(progress)).detach();
}
