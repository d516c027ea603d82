use wakeful::executor::{Shutdown, ThreadPool, block_on};

#[test]
fn a_task_gives_its_output() {
    let pool = ThreadPool::builder().threads(2).build().unwrap();
    let handles: Vec<_> = (0..200).map(|n| pool.spawn(async move { n + 1 })).collect();
    for (n, handle) in handles.into_iter().enumerate() {
        assert_eq!(block_on(handle).unwrap(), n + 1);
    }
    pool.shutdown(Shutdown::Cancel);
}
